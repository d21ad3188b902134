package io.guestfs.appliance.qmp;

import java.util.Map;

/**
 * Something that qemu told by itself.
 *
 * @param name its name, such as {@code STOP} or {@code BLOCK_IO_ERROR}
 * @param data what belongs to it, as JSON values
 */
public record QmpEvent(String name, Map<String, Object> data) {
    /**
     * A text that belongs to the event.
     *
     * @param key its key
     * @return the text; empty if there is none under this key
     */
    public String text(String key) {
        return data.get(key) instanceof String text ? text : "";
    }

    /**
     * A yes or no that belongs to the event.
     *
     * @param key its key
     * @return true if it is there and true
     */
    public boolean truth(String key) {
        return Boolean.TRUE.equals(data.get(key));
    }
}
