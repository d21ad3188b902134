package io.guestfs.it;

import io.guestfs.GuestFS;
import io.guestfs.childjvm.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A program that launches an appliance and never closes its handle. It ends when its standard input does. */
final class ForgetfulProgram {

    /** The status it exits with. */
    static final int STATUS = 5;

    private ForgetfulProgram() {}

    /** Starts it in a JVM of its own, all its temporary files below a directory. */
    static Process start(Path directory) throws IOException {
        ProcessBuilder builder = ChildJvm.of(ForgetfulProgram.class).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.command().add(directory.toString());
        builder.environment().put("XDG_RUNTIME_DIR", directory.toString());
        return builder.start();
    }

    /** Waits for its launch and gives the process of its qemu. */
    static long qemu(Process program) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.US_ASCII));
        String pid = said.readLine();
        if (pid == null) {
            throw new IllegalStateException("the program ended before its appliance was up");
        }
        return Long.parseLong(pid);
    }

    /**
     * Runs it.
     *
     * @param args the directory of temporary files
     */
    @SuppressWarnings("resource") // forgetting to close is its purpose
    public static void main(String[] args) throws IOException {
        GuestFS g = new GuestFS();
        g.setTmpdir(args[0]);
        g.addDriveScratch(1024 * 1024);
        g.launch();
        System.out.println(g.getPid());
        int end = System.in.read();
        System.exit(end < 0 ? STATUS : 1);
    }
}
