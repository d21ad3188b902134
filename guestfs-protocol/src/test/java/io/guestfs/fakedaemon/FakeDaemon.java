package io.guestfs.fakedaemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scripted daemon on a Unix socket, served by one thread of its own.
 *
 * <pre>{@code
 * try (FakeDaemon daemon = FakeDaemon.script()
 *         .on(92, call -> Answer.ok())
 *         .launchFlag()
 *         .connect(socketThatIsListenedOn)) { ... }
 * }</pre>
 *
 * <p>{@link Script#connect} does what qemu does for the real one, {@link Script#accept} listens, {@link Script#linked}
 * makes both ends and gives the client's end by {@link #link()}. Procedures that the script does not know are refused
 * with an error as the daemon does.
 */
public final class FakeDaemon implements AutoCloseable {
    /** Way to the connection; runs in the daemon's thread. */
    private interface Connector {
        SocketChannel connect() throws IOException;
    }

    private final Script script;
    private final List<CallSeen> calls = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable AutoCloseable resource;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;
    private @Nullable SocketLink link;

    private FakeDaemon(Script script, Connector connector) {
        this.script = script;
        this.thread = new Thread(() -> serve(connector), "fake-daemon");
        this.thread.setDaemon(true);
    }

    /** Begins a script. */
    public static Script script() {
        return new Script();
    }

    /** What the fake daemon will do. Rules may be added while it runs. */
    public static final class Script {
        private final Map<Integer, Function<CallSeen, Answer>> rules = new ConcurrentHashMap<>();
        private final WireBytes greeting = new WireBytes();
        private CountDownLatch go = new CountDownLatch(0);
        private volatile Function<CallSeen, Answer> otherwise = call -> Answer.error(
                "",
                "dispatch_incoming_message: unknown procedure number " + call.procedure()
                        + ", set LIBGUESTFS_PATH to point to the matching libguestfs appliance directory");

        private Script() {}

        /** Answers a procedure. */
        public Script on(int procedure, Function<CallSeen, Answer> rule) {
            rules.put(procedure, rule);
            return this;
        }

        /** Answers all procedures that have no rule of their own. */
        public Script otherwise(Function<CallSeen, Answer> rule) {
            otherwise = rule;
            return this;
        }

        /** Sends the launch flag as soon as the connection stands. */
        public Script launchFlag() {
            return greet(new WireBytes().u32(Peer.LAUNCH_FLAG).toByteArray());
        }

        /** Sends bytes as soon as the connection stands. */
        public Script greet(byte... bytes) {
            greeting.raw(bytes);
            return this;
        }

        /** Says nothing before the test lets it. */
        public Script after(CountDownLatch latch) {
            go = latch;
            return this;
        }

        /** Connects to a socket that somebody listens on. */
        public FakeDaemon connect(Path socket) {
            FakeDaemon daemon = new FakeDaemon(this, () -> SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            daemon.thread.start();
            return daemon;
        }

        /** Listens on a socket, which is there when this returns, and takes one connection. */
        public FakeDaemon accept(Path socket) throws IOException {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            FakeDaemon daemon = new FakeDaemon(this, () -> {
                try (server) {
                    return server.accept();
                }
            });
            daemon.resource = server;
            daemon.thread.start();
            return daemon;
        }

        /** Makes both ends over a socket in a directory that does not stay. */
        public FakeDaemon linked() throws IOException {
            Path directory = Files.createTempDirectory("fake");
            Path socket = directory.resolve("s");
            try {
                FakeDaemon daemon = accept(socket);
                daemon.link = SocketLink.connect(socket);
                return daemon;
            } finally {
                Files.deleteIfExists(socket);
                Files.delete(directory);
            }
        }

        private Answer answer(CallSeen call) {
            return rules.getOrDefault(call.procedure(), otherwise).apply(call);
        }
    }

    /** The client's end, for {@link Script#linked}. */
    public SocketLink link() {
        SocketLink mine = link;
        if (mine == null) {
            throw new IllegalStateException("only linked() makes the client's end");
        }
        return mine;
    }

    /** The script, for more rules. */
    public Script rules() {
        return script;
    }

    /** The requests that came so far. */
    public List<CallSeen> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** The last request. */
    public CallSeen lastCall() {
        synchronized (calls) {
            return calls.get(calls.size() - 1);
        }
    }

    /** Waits until the conversation is over; false if it is not after the given time. */
    public boolean awaitEnd(long seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS);
    }

    /** What went wrong in the fake daemon other than the end of the connection: the client broke the rules. */
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        closed = true;
        closeResource();
        if (link != null) {
            link.close();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it was closed. */
    public boolean closed() {
        return closed;
    }

    private void serve(Connector connector) {
        try {
            SocketLink mine = new SocketLink(connector.connect());
            resource = mine;
            if (!closed) {
                converse(new Peer(mine));
            }
        } catch (IOException e) {
            // The client went away or the test is over: that is how every conversation ends.
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            closeResource();
            ended.countDown();
        }
    }

    private void awaitGo() throws IOException {
        try {
            script.go.await();
        } catch (InterruptedException e) {
            throw new IOException("the fake daemon was closed while it waited for the test", e);
        }
    }

    private void converse(Peer peer) throws IOException {
        awaitGo();
        if (script.greeting.size() > 0) {
            peer.send(script.greeting.toByteArray());
        }
        while (true) {
            byte[] message = peer.readMessage();
            // A cancel flag between two calls came too late for the download it was meant for.
            if (message != null) {
                CallSeen call = new CallSeen(message);
                synchronized (calls) {
                    calls.add(call);
                }
                script.answer(call).run(peer, call);
            } else if (!calls().isEmpty()) {
                lastCall().sawCancelFlag();
            }
        }
    }

    private void closeResource() {
        AutoCloseable mine = resource;
        if (mine != null) {
            try {
                mine.close();
            } catch (Exception e) {
                failure = e;
            }
        }
    }
}
