/**
 * What a call looks like, as plain data: its parameters, its result and what it may do. The generated codecs fill these
 * records and the code that runs calls reads them; nothing here knows how to run anything.
 */
@NullMarked
package io.guestfs.internal.spec;

import org.jspecify.annotations.NullMarked;
