/** Tests of reading domains and of logins, without libvirt. */
@NullMarked
package io.guestfs.internal.domain;

import org.jspecify.annotations.NullMarked;
