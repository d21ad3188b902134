/**
 * Open, inspect, repair and make disk images of virtual machines: the handle and all its calls.
 */
module io.guestfs.core {
    requires com.fasterxml.jackson.jr.ob;
    requires io.guestfs.appliance;
    requires io.guestfs.protocol;
    requires org.apache.commons.compress;
    requires org.jnrproject.jffi;
    requires org.slf4j;
    requires java.xml;
    requires static org.jspecify;

    exports io.guestfs;
    exports io.guestfs.calls;
    exports io.guestfs.diagnosis;
    exports io.guestfs.error;
    exports io.guestfs.event;
    exports io.guestfs.structs;
}
