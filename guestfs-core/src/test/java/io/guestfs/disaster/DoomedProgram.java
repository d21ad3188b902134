package io.guestfs.disaster;

import io.guestfs.GuestFS;
import io.guestfs.GuestFSOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A program that launches an appliance, tells the process of its qemu and ends in the way it is told. */
final class DoomedProgram {

    private DoomedProgram() {}

    /**
     * Runs it.
     *
     * @param args how to end; then for a fake appliance its qemu, its files and its disk
     */
    @SuppressWarnings("resource") // forgetting to close is its purpose
    public static void main(String[] args) throws Exception {
        JvmEnd end = JvmEnd.valueOf(args[0]);
        GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());
        g.setTmpdir(args[1]);
        if (args.length > 2) {
            g.setHv(args[2]);
            g.setPath(args[3]);
            g.setBackendSettings(List.of("force_tcg"));
            g.addDrive(args[4], o -> o.format("raw"));
        }
        g.addDriveScratch(1024 * 1024);
        g.launch();
        say(Long.toString(g.getPid()));
        if (end == JvmEnd.DROPPED_HANDLE) {
            g = dropped();
        }
        endAs(end);
    }

    private static GuestFS dropped() {
        return new GuestFS();
    }

    private static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }

    /** Waits for the test, so that it can look at what runs. */
    private static void awaitWord() throws IOException {
        int unused = System.in.read();
    }

    private static void endAs(JvmEnd end) throws Exception {
        awaitWord();
        switch (end) {
            case RETURN_FROM_MAIN -> {}
            case SYSTEM_EXIT -> System.exit(3);
            case RUNTIME_HALT -> Runtime.getRuntime().halt(4);
            case UNCAUGHT_EXCEPTION -> throw new IllegalStateException("nobody catches this");
            case OUT_OF_MEMORY -> eatMemory();
            case DROPPED_HANDLE -> collectForEver();
            default -> new CountDownLatch(1).await();
        }
    }

    private static void eatMemory() {
        List<byte[]> eaten = new ArrayList<>();
        while (eaten.size() < Integer.MAX_VALUE) {
            eaten.add(new byte[1 << 20]);
        }
    }

    @SuppressWarnings({"InfiniteLoopStatement", "BusyWait"}) // the test ends this JVM
    private static void collectForEver() throws InterruptedException {
        while (true) {
            System.gc();
            Thread.sleep(100);
        }
    }
}
