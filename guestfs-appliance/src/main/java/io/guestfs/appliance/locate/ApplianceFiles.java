package io.guestfs.appliance.locate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What qemu boots.
 *
 * @param kernel the kernel
 * @param initrd the initrd
 * @param root disk with the rest of the appliance; null if the initrd is all there is
 */
public record ApplianceFiles(
        Path kernel, Path initrd, @Nullable Path root) {}
