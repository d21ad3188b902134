/** Tests of the door of the module, most of them with a real child process in the place of qemu. */
@NullMarked
package io.guestfs.appliance;

import org.jspecify.annotations.NullMarked;
