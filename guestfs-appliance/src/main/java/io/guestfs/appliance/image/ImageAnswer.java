package io.guestfs.appliance.image;

import com.fasterxml.jackson.jr.ob.JSON;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What qemu-img answers when it is asked about an image. */
final class ImageAnswer {
    private ImageAnswer() {}

    static ImageInfo read(String name, String json) throws ApplianceException {
        Map<String, Object> values;
        try {
            values = JSON.std.mapFrom(json);
        } catch (IOException e) {
            throw unusable(name, "its answer is not the JSON text that was expected", e);
        }
        if (values.get("format") instanceof String format
                && values.get("virtual-size") instanceof Number size
                && size.longValue() >= 0) {
            Object backing = values.get("backing-filename");
            return new ImageInfo(
                    format,
                    size.longValue(),
                    backing == null ? null : backing.toString(),
                    backing == null ? null : below(backing.toString(), values),
                    dataFile(values));
        }
        throw unusable(name, "its answer names no format or no size", null);
    }

    private static ImageInfo.Below below(String backing, Map<String, Object> values) {
        Object full = values.get("full-backing-filename");
        Object format = values.get("backing-filename-format");
        return new ImageInfo.Below(full == null ? backing : full.toString(), format == null ? null : format.toString());
    }

    /** qcow2 may name a file for its data, VMDK one or more for its extents. */
    private static @Nullable String dataFile(Map<String, Object> values) {
        if (!(values.get("format-specific") instanceof Map<?, ?> specific)
                || !(specific.get("data") instanceof Map<?, ?> data)) {
            return null;
        }
        if (data.get("data-file") instanceof String file) {
            return file;
        }
        if (data.get("extents") instanceof List<?> extents) {
            for (Object extent : extents) {
                if (extent instanceof Map<?, ?> map
                        && map.get("filename") instanceof String file
                        && !file.equals(values.get("filename"))) {
                    return file;
                }
            }
        }
        return null;
    }

    private static ApplianceException unusable(String name, String why, @Nullable Throwable cause) {
        return ApplianceException.of(LaunchPhase.IMAGE, "qemu-img could not tell what " + name + " is: " + why)
                .remedy("Run \"qemu-img info --output json\" on it by hand and compare.")
                .cause(cause)
                .build();
    }
}
