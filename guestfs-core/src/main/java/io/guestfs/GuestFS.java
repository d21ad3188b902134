package io.guestfs;

public final class GuestFS implements io.guestfs.calls.Probe {}
