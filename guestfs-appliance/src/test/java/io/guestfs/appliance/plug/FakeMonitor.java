package io.guestfs.appliance.plug;

import com.fasterxml.jackson.jr.ob.JSON;
import io.guestfs.appliance.qmp.QmpMonitor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import jnr.unixsocket.UnixSocketChannel;

/** The other side of a monitor: agrees to all commands but those that a test chooses, and keeps them. */
final class FakeMonitor implements AutoCloseable {
    private final UnixSocketChannel ours;
    private final QmpMonitor monitor;
    private final Thread thread;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Set<String> nodes = ConcurrentHashMap.newKeySet();
    private final CountDownLatch awake = new CountDownLatch(1);
    private volatile Predicate<String> refused = command -> false;
    private volatile String late = "";

    FakeMonitor() throws IOException {
        UnixSocketChannel[] pair = UnixSocketChannel.pair();
        ours = pair[0];
        monitor = QmpMonitor.over(pair[1], event -> {}, "monitor-under-test");
        thread = new Thread(this::serve, "fake-monitor");
        thread.setDaemon(true);
        thread.start();
    }

    QmpMonitor monitor() {
        return monitor;
    }

    /** The commands so far, with the names of what they are about. */
    List<String> commands() {
        return commands;
    }

    /** Says which commands are refused from now on. */
    void refuse(Predicate<String> which) {
        refused = which;
    }

    /** Has it stand still when this command comes, which it carries out, as all that came after it, when it is woken. */
    void standStillAt(String command) {
        late = command;
    }

    void goOn() {
        awake.countDown();
    }

    /** The nodes that were added and not deleted. */
    Set<String> nodes() {
        return nodes;
    }

    /** Tells whether it has carried a command out. */
    boolean answered(String command) {
        return done.contains(command);
    }

    private void standStill() throws IOException {
        try {
            awake.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void serve() {
        try {
            say("{\"QMP\": {\"version\": {}, \"capabilities\": []}}");
            BufferedReader heard =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(ours), StandardCharsets.UTF_8));
            String line = heard.readLine();
            while (line != null) {
                answer(JSON.std.mapFrom(line));
                line = heard.readLine();
            }
        } catch (IOException e) {
            // The test is over.
            return;
        }
    }

    private void answer(Map<String, Object> said) throws IOException {
        String name = String.valueOf(said.get("execute"));
        Map<?, ?> arguments = said.get("arguments") instanceof Map<?, ?> map ? map : Map.of();
        if (!name.equals("qmp_capabilities")) {
            commands.add(name + subject(arguments));
        }
        if (name.equals(late)) {
            standStill();
        }
        String node = String.valueOf(arguments.get("node-name"));
        if (name.equals("device_del") && done.contains(name)) {
            say("{\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"Device not found\"}, \"id\": " + said.get("id")
                    + "}");
            return;
        }
        if (name.equals("object-del") && done.contains(name)) {
            say("{\"error\": {\"class\": \"GenericError\", \"desc\": \"object not found\"}, \"id\": " + said.get("id")
                    + "}");
            return;
        }
        if (refused.test(name)) {
            say("{\"error\": {\"class\": \"GenericError\", \"desc\": \"no " + name + " today\"}, \"id\": "
                    + said.get("id") + "}");
            return;
        }
        if (name.equals("blockdev-del") && !nodes.remove(node)) {
            say("{\"error\": {\"class\": \"GenericError\", \"desc\": \"Failed to find node with node-name='" + node
                    + "'\"}, \"id\": " + said.get("id") + "}");
            return;
        }
        String value = name.equals("query-named-block-nodes")
                ? "["
                        + nodes.stream()
                                .map(each -> "{\"node-name\": \"" + each + "\"}")
                                .collect(Collectors.joining(", "))
                        + "]"
                : name.equals("query-block")
                        ? "[{\"device\": \"hd0\", \"qdev\": \"/machine/peripheral-anon/device[4]\"}]"
                        : "{}";
        if (name.equals("blockdev-add")) {
            nodes.add(node);
        }
        say("{\"return\": " + value + ", \"id\": " + said.get("id") + "}");
        done.add(name);
        if (name.equals("device_del")) {
            String id = String.valueOf(arguments.get("id"));
            say("{\"event\": \"DEVICE_DELETED\", \"data\": {\"" + (id.startsWith("/") ? "path" : "device") + "\": \""
                    + id + "\"}}");
        }
    }

    private static String subject(Map<?, ?> arguments) {
        for (String key : List.of("fdset-id", "fdname", "node-name", "id")) {
            if (arguments.containsKey(key)) {
                return " " + arguments.get(key);
            }
        }
        return "";
    }

    private void say(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            ours.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        goOn();
        monitor.close();
        try {
            // Its next read would be of whatever gets the number of our socket after that.
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ours.close();
    }
}
