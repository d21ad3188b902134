/** XDR, messages, frames and the conversation with the daemon inside the appliance; used by the core module only. */
module io.guestfs.protocol {
    requires static org.jspecify;

    exports io.guestfs.protocol.xdr to
            io.guestfs.core;
    exports io.guestfs.protocol.message to
            io.guestfs.core;
    exports io.guestfs.protocol.frame to
            io.guestfs.core;
    exports io.guestfs.protocol.session to
            io.guestfs.core;
}
