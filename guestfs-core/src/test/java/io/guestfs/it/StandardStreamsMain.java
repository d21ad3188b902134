package io.guestfs.it;

import io.guestfs.GuestFS;

/** Uploads its standard input, then downloads that to its standard output twice and to its standard error once. */
final class StandardStreamsMain {

    private static final long DRIVE = 64L * 1024 * 1024;

    private StandardStreamsMain() {}

    public static void main(String[] args) {
        try (GuestFS g = new GuestFS()) {
            g.addDriveScratch(DRIVE);
            g.launch();
            g.mkfs("ext2", "/dev/sda");
            g.mount("/dev/sda", "/");
            g.upload("/dev/stdin", "/file");
            g.download("/file", "/dev/stdout");
            g.download("/file", "/dev/fd/1");
            g.download("/file", "/dev/stderr");
            System.out.println("still open");
            g.shutdown();
        }
    }
}
