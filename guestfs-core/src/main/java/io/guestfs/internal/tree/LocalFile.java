package io.guestfs.internal.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * What {@code lstat} tells of a host file.
 *
 * @param mode type and permissions
 * @param device where it is
 * @param inode its number there
 * @param linkCount how many names it has
 * @param uid its owner
 * @param gid its group
 * @param specialDevice which device it stands for, if it is one
 * @param size its size in bytes
 * @param modified when its content changed
 */
record LocalFile(
        int mode,
        long device,
        long inode,
        long linkCount,
        long uid,
        long gid,
        long specialDevice,
        long size,
        FileTime modified) {

    /** The type of what has no place in an archive, such as a socket. */
    static final byte NOT_IN_ARCHIVES = 0;

    private static final int TYPE = 0xF000;
    private static final int PERMISSIONS = 0xFFF;

    static LocalFile of(Path path) throws IOException {
        Map<String, Object> all = Files.readAttributes(
                path, "unix:mode,dev,ino,nlink,uid,gid,rdev,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        return new LocalFile(
                (int) number(all, "mode"),
                number(all, "dev"),
                number(all, "ino"),
                number(all, "nlink"),
                number(all, "uid"),
                number(all, "gid"),
                number(all, "rdev"),
                number(all, "size"),
                all.get("lastModifiedTime") instanceof FileTime time ? time : FileTime.fromMillis(0));
    }

    private static long number(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        if (value instanceof Integer small) {
            return Integer.toUnsignedLong(small);
        }
        return value instanceof Long large ? large : 0;
    }

    /** The letter of tar for the type of file. */
    byte tarType() {
        return switch (mode & TYPE) {
            case 0x1000 -> TarConstants.LF_FIFO;
            case 0x2000 -> TarConstants.LF_CHR;
            case 0x4000 -> TarConstants.LF_DIR;
            case 0x6000 -> TarConstants.LF_BLK;
            case 0x8000 -> TarConstants.LF_NORMAL;
            case 0xA000 -> TarConstants.LF_SYMLINK;
            default -> NOT_IN_ARCHIVES;
        };
    }

    /** Makes the header of the file, without size and target. */
    TarArchiveEntry entry(byte type, String name) {
        TarArchiveEntry entry = new TarArchiveEntry(type == TarConstants.LF_DIR ? name + "/" : name, type);
        entry.setMode(mode & PERMISSIONS);
        entry.setUserId(uid);
        entry.setGroupId(gid);
        entry.setUserName("");
        entry.setGroupName("");
        entry.setLastModifiedTime(modified);
        if (type == TarConstants.LF_CHR || type == TarConstants.LF_BLK) {
            // The bits of both numbers are mixed in a way that leaves room for the short numbers of old.
            entry.setDevMajor((int) ((specialDevice >>> 8 & 0xFFF) | (specialDevice >>> 32 & ~0xFFFL)));
            entry.setDevMinor((int) ((specialDevice & 0xFF) | (specialDevice >>> 12 & ~0xFFL)));
        }
        return entry;
    }
}
