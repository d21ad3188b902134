package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;

/** One look at one subject. */
interface Check {

    /** What it is about. */
    Area area();

    /** Looks, and reports what it sees. Whatever it throws becomes a finding too. */
    void look(Host host, Report report) throws Exception;
}
