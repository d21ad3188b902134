package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Makes what looks like a Linux as a tree of files on the host: a few directories and files. */
final class LinuxGuest {

    /** The processor x86-64, as ELF numbers it. */
    static final int X86_64 = 62;

    /** The processor of 64-bit Arm. */
    static final int AARCH64 = 183;

    private final Path tree;

    private LinuxGuest(Path tree) {
        this.tree = tree;
    }

    /**
     * Begins one with what every Linux has.
     *
     * @param tree the directory that becomes its root
     * @param osRelease its {@code /etc/os-release}
     * @param machine the processor its programs are for
     */
    static LinuxGuest make(Path tree, String osRelease, int machine) {
        LinuxGuest guest = new LinuxGuest(tree);
        guest.with("/usr/README", "imitated\n");
        guest.with("/var/lib/README", "imitated\n");
        guest.with("/etc/os-release", osRelease);
        guest.with("/etc/hosts", "127.0.0.1 localhost\n");
        return guest.with("/bin/sh", elf(machine));
    }

    /** Says what is mounted where. */
    LinuxGuest withFstab(String text) {
        return with("/etc/fstab", text);
    }

    /** Adds a text file, and the directories above it. */
    LinuxGuest with(String path, String text) {
        return with(path, text.getBytes(UTF_8));
    }

    /** Adds a file, and the directories above it. */
    LinuxGuest with(String path, byte[] content) {
        try {
            Path file = tree.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Adds an icon. */
    LinuxGuest withIcon(String path, int side, Color colour) {
        return with(path, png(side, colour));
    }

    /** Enough of a program of 64 bits to be taken for one. */
    private static byte[] elf(int machine) {
        ByteBuffer elf = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        elf.putShort((short) 2).putShort((short) machine).putInt(1);
        return elf.array();
    }

    /** A PNG image with a diagonal line. */
    static byte[] png(int side, Color colour) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < side; i++) {
            image.setRGB(i, side - 1 - i, colour.getRGB());
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", png)) {
                throw new IllegalStateException("this JDK writes no PNG images");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }
}
