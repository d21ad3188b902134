/**
 * The checks of {@link io.guestfs.Doctor}, one small class for each subject. What they look at comes from {@link
 * io.guestfs.internal.doctor.Host}, so that tests can show them a host that is not there.
 */
@NullMarked
package io.guestfs.internal.doctor;

import org.jspecify.annotations.NullMarked;
