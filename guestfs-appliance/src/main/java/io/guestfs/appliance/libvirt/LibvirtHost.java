package io.guestfs.appliance.libvirt;

/** A connection to libvirt. Each method may wait as long as libvirt likes. */
public interface LibvirtHost extends AutoCloseable {
    /**
     * Where this connection leads.
     *
     * @return its URI, as libvirt completed it
     * @throws LibvirtFailure if libvirt does not tell
     */
    String uri() throws LibvirtFailure;

    /**
     * What the host can do.
     *
     * @return the XML text
     * @throws LibvirtFailure if libvirt does not tell
     */
    String capabilities() throws LibvirtFailure;

    /**
     * Keeps a secret in libvirt.
     *
     * @param xml what it is for
     * @param value the secret
     * @return its UUID
     * @throws LibvirtFailure if libvirt does not take it
     */
    String keepSecret(String xml, byte[] value) throws LibvirtFailure;

    /**
     * Makes libvirt forget a secret.
     *
     * @param uuid its UUID
     * @throws LibvirtFailure if there is none
     */
    void forgetSecret(String uuid) throws LibvirtFailure;

    /**
     * Starts a domain that is gone when it ends, and ends when this connection does.
     *
     * @param xml its definition
     * @return the domain; it runs
     * @throws LibvirtFailure if it does not start
     */
    LibvirtGuest start(String xml) throws LibvirtFailure;

    /** Lets the connection go, and with it its domains. */
    @Override
    void close();
}
