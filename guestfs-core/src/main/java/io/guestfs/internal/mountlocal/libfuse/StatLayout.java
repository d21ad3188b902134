package io.guestfs.internal.mountlocal.libfuse;

import com.kenai.jffi.MemoryIO;
import io.guestfs.structs.StatNs;
import java.util.Set;

/** Where the C library of a 64-bit Linux has the fields of {@code struct stat}; the machines differ. */
enum StatLayout {
    /** x86-64 and 64-bit POWER. */
    WIDE_LINK_COUNT(16, 8, 24, 28, 32, 40, 48, 56, 8, 64, 72),

    /** ARM, RISC-V and LoongArch. */
    GENERIC(20, 4, 16, 24, 28, 32, 48, 56, 4, 64, 72),

    /** IBM Z. */
    S390X(16, 8, 24, 28, 32, 40, 48, 104, 8, 112, 56);

    private static final int INODE = 8;

    private final int links;
    private final int linksSize;
    private final int mode;
    private final int uid;
    private final int gid;
    private final int device;
    private final int size;
    private final int blockSize;
    private final int blockSizeSize;
    private final int blocks;
    private final int times;

    /** The numbers in the order of the fields. */
    StatLayout(int... numbers) {
        links = numbers[0];
        linksSize = numbers[1];
        mode = numbers[2];
        uid = numbers[3];
        gid = numbers[4];
        device = numbers[5];
        size = numbers[6];
        blockSize = numbers[7];
        blockSizeSize = numbers[8];
        blocks = numbers[9];
        times = numbers[10];
    }

    static StatLayout of(String system, String machine) throws FuseUnavailableException {
        if (system.equals("Linux")) {
            if (Set.of("amd64", "x86_64", "ppc64", "ppc64le").contains(machine)) {
                return WIDE_LINK_COUNT;
            }
            if (Set.of("aarch64", "riscv64", "loongarch64").contains(machine)) {
                return GENERIC;
            }
            if (machine.equals("s390x")) {
                return S390X;
            }
        }
        throw new FuseUnavailableException(
                "local mounts need a 64-bit Linux, and this is " + system + " on " + machine, null);
    }

    /** Writes attributes into a struct that is all zero. */
    void write(long at, FileAttributes file) {
        MemoryIO memory = MemoryIO.getInstance();
        StatNs stat = file.stat();
        memory.putLong(at + INODE, file.inode());
        number(at + links, linksSize, stat.stNlink());
        memory.putInt(at + mode, (int) stat.stMode());
        memory.putInt(at + uid, (int) stat.stUid());
        memory.putInt(at + gid, (int) stat.stGid());
        memory.putLong(at + device, stat.stRdev());
        memory.putLong(at + size, stat.stSize());
        number(at + blockSize, blockSizeSize, stat.stBlksize());
        memory.putLong(at + blocks, stat.stBlocks());
        time(at + times, stat.stAtimeSec(), stat.stAtimeNsec());
        time(at + times + 16, stat.stMtimeSec(), stat.stMtimeNsec());
        time(at + times + 32, stat.stCtimeSec(), stat.stCtimeNsec());
    }

    /** Writes what an entry of a directory says into a struct that is all zero. */
    void write(long at, DirectoryEntry entry) {
        MemoryIO.getInstance().putLong(at + INODE, entry.inode());
        MemoryIO.getInstance().putInt(at + mode, entry.kind());
    }

    private static void number(long at, int width, long value) {
        if (width == 8) {
            MemoryIO.getInstance().putLong(at, value);
        } else {
            MemoryIO.getInstance().putInt(at, (int) value);
        }
    }

    private static void time(long at, long seconds, long nanos) {
        MemoryIO.getInstance().putLong(at, seconds);
        MemoryIO.getInstance().putLong(at + 8, nanos);
    }
}
