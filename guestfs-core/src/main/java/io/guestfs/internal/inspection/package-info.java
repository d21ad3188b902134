/** What is told about guests on our side: installed applications, short names, icons. All input is a guest's and bounded. */
@NullMarked
package io.guestfs.internal.inspection;

import org.jspecify.annotations.NullMarked;
