package io.guestfs.it;

import io.guestfs.GuestFS;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A program that launches with the backend and the temporary directory that it reads, and stays until it is killed. */
final class LaunchMain {

    private LaunchMain() {}

    /** Runs it. */
    @SuppressWarnings("resource") // it is killed before it could close anything
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        GuestFS g = new GuestFS();
        g.setBackend(in.readLine());
        g.setTmpdir(in.readLine());
        g.addDriveScratch(1 << 20);
        g.launch();
        int unused = System.in.read();
    }
}
