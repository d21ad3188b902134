/**
 * Everything between "these drives, please" and "here is a socket to the daemon": drives, disk images, finding or building the
 * appliance, the qemu command line, the qemu process and its end.
 */
module io.guestfs.appliance {
    requires com.fasterxml.jackson.jr.ob;
    requires org.jnrproject.constants;
    requires org.jnrproject.enxio;
    requires org.jnrproject.posix;
    requires org.jnrproject.unixsocket;
    // For jnr, which has no module descriptors to say so: on the module path these would not be found. They bring the
    // other parts of ASM.
    requires org.objectweb.asm.commons;
    requires org.objectweb.asm.util;
    requires java.xml;
    requires static org.jspecify;

    exports io.guestfs.appliance to
            io.guestfs.core;
    exports io.guestfs.appliance.drive to
            io.guestfs.core;
    exports io.guestfs.appliance.image to
            io.guestfs.core;
    exports io.guestfs.appliance.libvirt to
            io.guestfs.core;
    exports io.guestfs.appliance.locate to
            io.guestfs.core;
    exports io.guestfs.appliance.plug to
            io.guestfs.core;
    exports io.guestfs.appliance.process to
            io.guestfs.core;
    exports io.guestfs.appliance.qemu to
            io.guestfs.core;
    exports io.guestfs.appliance.qmp to
            io.guestfs.core;
    exports io.guestfs.appliance.report to
            io.guestfs.core;
    exports io.guestfs.appliance.web to
            io.guestfs.core;
    exports io.guestfs.appliance.workdir to
            io.guestfs.core;
}
