package io.guestfs.appliance.plug;

import io.guestfs.appliance.drive.DriveSecret;
import io.guestfs.appliance.qmp.QmpException;
import io.guestfs.appliance.qmp.QmpMonitor;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a qemu is told about drives. What has been taken away already may be taken away again. */
final class DriveCommands {
    private static final String NOT_FOUND = "DeviceNotFound";

    private final QmpMonitor monitor;
    private final DrivePort.Limits limits;

    DriveCommands(QmpMonitor monitor, DrivePort.Limits limits) {
        this.monitor = monitor;
        this.limits = limits;
    }

    /** Has something done. */
    void ask(String command, Map<String, ?> arguments) throws QmpException {
        Object unused = monitor.execute(command, arguments, limits.command());
    }

    /** Has an image opened. */
    void addNode(Map<String, Object> node) throws QmpException {
        Object unused = monitor.execute("blockdev-add", node, limits.opening());
    }

    /** Hands an open file over with a command. */
    void give(OpenFile file, String command, Map<String, Object> arguments) throws QmpException {
        Object unused = monitor.executeWith(file.descriptor(), command, arguments, limits.command());
    }

    /** Who opens a node with such a connection takes it away. */
    void closeUnlessTaken(Map<String, Object> name) throws QmpException {
        askUnlessRefused("closefd", name);
    }

    /** Takes a device away from the guest, and waits until it is gone. */
    void unplugDevice(String key) throws QmpException {
        String id = DrivePort.plugged(key) ? key : pathOfLaunched(key);
        try {
            monitor.executeUntil(
                    "device_del",
                    Map.of("id", id),
                    event -> event.name().equals("DEVICE_DELETED")
                            && (event.text("device").equals(id)
                                    || event.text("path").equals(id)),
                    limits.unplugging());
        } catch (QmpException e) {
            if (!e.errorClass().equals(NOT_FOUND)) {
                throw e;
            }
            // An earlier attempt came so far.
        }
    }

    /** The devices of the launch have no names, but a place in the tree of objects. */
    private String pathOfLaunched(String key) throws QmpException {
        for (Object block : monitor.execute("query-block", limits.command()).list()) {
            if (block instanceof Map<?, ?> map
                    && key.equals(map.get("device"))
                    && map.get("qdev") instanceof String at) {
                return at;
            }
        }
        return key;
    }

    /** Has an image closed. */
    void deleteNode(String key) throws QmpException {
        try {
            ask("blockdev-del", Map.of("node-name", key));
        } catch (QmpException e) {
            if (e.errorClass().isEmpty() || hasNode(key)) {
                throw e;
            }
            // An earlier attempt came so far, without hearing of it.
        }
    }

    private boolean hasNode(String key) throws QmpException {
        return monitor.execute("query-named-block-nodes", Map.of("flat", true), limits.command()).list().stream()
                .anyMatch(node -> node instanceof Map<?, ?> map && key.equals(map.get("node-name")));
    }

    /** Tells a secret. */
    void addSecret(DriveSecret secret, String value) throws QmpException {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("qom-type", "secret");
        object.put("id", secret.id());
        object.put("data", value);
        object.put("format", secret.base64() ? "base64" : "raw");
        ask("object-add", object);
    }

    /** Has a secret forgotten that nothing uses any more, so a refusal means that it is gone: an earlier attempt came so far. */
    void deleteSecret(DriveSecret secret) throws QmpException {
        askUnlessRefused("object-del", Map.of("id", secret.id()));
    }

    /** Has something taken away; a refusal says that it is not there any more, but no answer says nothing. */
    private void askUnlessRefused(String command, Map<String, ?> arguments) throws QmpException {
        try {
            ask(command, arguments);
        } catch (QmpException e) {
            if (e.errorClass().isEmpty()) {
                throw e;
            }
        }
    }
}
