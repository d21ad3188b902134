package io.guestfs.appliance.report;

/** The step at which something failed; it tells the reader where to look. */
public enum LaunchPhase {
    /** Checking drives or making their overlays and scratch files. */
    DRIVES,
    /** Creating or checking the temporary, cache and socket directories. */
    DIRECTORIES,
    /** Making a disk image or asking about one. */
    IMAGE,
    /** Reading the settings of the launch. */
    SETTINGS,
    /** Finding the appliance or building it. */
    APPLIANCE,
    /** Finding qemu and testing what it can do. */
    HYPERVISOR,
    /** Starting the qemu process. */
    START,
    /** Waiting for qemu to connect to the daemon socket. */
    CONNECT,
    /** The launch was given up because the caller asked for it. */
    ABORTED
}
