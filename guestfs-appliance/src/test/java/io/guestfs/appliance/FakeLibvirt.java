package io.guestfs.appliance;

import io.guestfs.appliance.libvirt.LibvirtDoor;
import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.appliance.libvirt.LibvirtGuest;
import io.guestfs.appliance.libvirt.LibvirtHost;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A libvirt in this process. A domain of it connects to its two sockets as qemu does, says a line, and does nothing more. */
final class FakeLibvirt implements LibvirtDoor, LibvirtHost {
    private static final Pattern SOCKET = Pattern.compile("mode='connect' path='([^']+)'");

    /** What it said and did, in order. */
    final List<String> log = new CopyOnWriteArrayList<>();

    final Map<String, String> secrets = new HashMap<>();
    private final List<SocketChannel> qemu = new CopyOnWriteArrayList<>();

    /** The question that fails, or hangs until {@link #goOn}; empty for none. */
    String failing = "";

    String hanging = "";
    String words = "no, said libvirt";
    String uri = "qemu:///session";
    String domainTypes = "<domain type='qemu'/><domain type='kvm'/>";
    String security = "";
    boolean connects = true;
    String definition = "";
    final CountDownLatch goOn = new CountDownLatch(1);

    private void comes(String question) throws LibvirtFailure {
        log.add(question);
        if (hanging.equals(question)) {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (failing.equals(question)) {
            throw new LibvirtFailure(words, null);
        }
    }

    @Override
    public LibvirtHost open(@Nullable String where, Errands errands) throws LibvirtFailure {
        comes("open " + where);
        comes("open");
        return this;
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public String capabilities() throws LibvirtFailure {
        comes("capabilities");
        return "<capabilities><host>" + security + "</host><guest><os_type>hvm</os_type><arch name='x86_64'>"
                + "<emulator>/usr/bin/qemu-system-x86_64</emulator>" + domainTypes + "</arch></guest></capabilities>";
    }

    @Override
    public String keepSecret(String xml, byte[] value) throws LibvirtFailure {
        comes("keepSecret");
        String uuid = "00000000-0000-0000-0000-00000000000" + secrets.size();
        secrets.put(uuid, new String(value, StandardCharsets.UTF_8));
        return uuid;
    }

    @Override
    public void forgetSecret(String uuid) throws LibvirtFailure {
        comes("forgetSecret");
        secrets.remove(uuid);
    }

    @Override
    public LibvirtGuest start(String xml) throws LibvirtFailure {
        definition = xml;
        comes("start");
        if (connects) {
            try {
                connect(xml);
            } catch (IOException e) {
                throw new LibvirtFailure(e.toString(), e);
            }
        }
        return () -> {
            comes("end");
            die();
        };
    }

    private void connect(String xml) throws IOException {
        Matcher sockets = SOCKET.matcher(xml);
        while (sockets.find()) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            qemu.add(channel);
            channel.connect(UnixDomainSocketAddress.of(sockets.group(1)));
            if (sockets.group(1).contains("console")) {
                channel.write(ByteBuffer.wrap("the guest says hello\n".getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** The end of the domain. */
    void die() {
        for (SocketChannel channel : qemu) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        log.add("close");
        die();
    }
}
