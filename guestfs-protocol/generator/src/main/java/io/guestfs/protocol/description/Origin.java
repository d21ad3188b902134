package io.guestfs.protocol.description;

/**
 * Where an entry stands.
 *
 * @param file name of the file, relative to the folder of the description
 * @param line line of the file, counted from 1
 */
public record Origin(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
