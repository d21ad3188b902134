package io.guestfs.internal.doctor;

import io.guestfs.appliance.workdir.BaseDirectories;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handle that is made now would launch with.
 *
 * @param hv the program set in the place of qemu; null for the usual one
 * @param path the search path for the appliance
 * @param directories where files go
 * @param backendSettings the backend settings
 * @param memsizeMb memory of the appliance, in MiB
 * @param problem why the environment could not be read to its end; null if it could
 */
public record LaunchSettings(
        @Nullable String hv,
        String path,
        BaseDirectories directories,
        List<String> backendSettings,
        int memsizeMb,
        @Nullable String problem) {}
