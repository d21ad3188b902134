/**
 * The API as data: what every call is named, takes, returns and promises. The reader turns the YAML files into records and
 * the checks say which entries are wrong; nothing here knows how Java source is written.
 */
@NullMarked
package io.guestfs.protocol.description;

import org.jspecify.annotations.NullMarked;
