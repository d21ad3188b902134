package io.guestfs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where our public interface is meant to differ from that of the C library's Java binding, and why. The same table is in
 * {@code docs/porting.md}.
 */
final class BindingDifferences {

    /** Methods that have no method of the same name and shape; a star stands for the rest of a name. */
    static final Map<String, String> METHODS = methods();

    /** Constants of the handle. */
    static final Map<String, String> CONSTANTS =
            Map.of("EVENT_ALL", "events are an enum: EnumSet.allOf(EventKind.class)");

    /** Fields of structures. */
    static final Map<String, String> FIELDS = Map.of(
            "Application2.app2_spare1", "has become app2_class in later versions of the C library",
            "LV.snap_percent", "empty where there is none, instead of -1",
            "LV.copy_percent", "empty where there is none, instead of -1");

    private BindingDifferences() {}

    private static Map<String, String> methods() {
        Map<String, String> table = new LinkedHashMap<>();
        table.put("<init>", "the flags are a GuestFSOptions instead of a map");
        table.put("finalize", "a handle is closed by close or when the JVM exits, never by the garbage collector");
        table.put("set_event_callback", "takes a set of EventKind and gives an EventHandle that can be closed");
        table.put("delete_event_callback", "takes the EventHandle");
        table.put("eventToString", "EventKind has wireName()");
        table.put("add_libvirt_dom", "takes the domain of libvirt's binding instead of a native address");
        table.put("internal_test*", "these calls test the C library's bindings and do nothing");
        return table;
    }

    /** Whether a method is in the table. */
    static boolean covers(String method) {
        return METHODS.keySet().stream().anyMatch(entry -> matches(entry, method));
    }

    static boolean matches(String entry, String method) {
        return entry.endsWith("*") ? method.startsWith(entry.substring(0, entry.length() - 1)) : method.equals(entry);
    }
}
