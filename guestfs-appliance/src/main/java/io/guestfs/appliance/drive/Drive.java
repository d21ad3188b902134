package io.guestfs.appliance.drive;

import io.guestfs.appliance.report.ApplianceException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One drive as the caller asked for it. A drive whose {@link #opened()} is null has only been described; preparing it (see
 * {@code DrivePreparation}) makes the files it needs and fills that in.
 *
 * @param source where the bytes come from
 * @param readonly true if the source must never be written
 * @param format image format such as {@code raw} or {@code qcow2}; null lets qemu find out
 * @param name a hint for listings; null if not given
 * @param label name under which the guest sees it, up to 20 ASCII letters; null for none
 * @param cachemode null if not given, which means writeback
 * @param discard what happens to trimmed blocks
 * @param copyonread true to copy blocks that are read from a backing file
 * @param blocksize sector size in bytes, 512 or 4096, or 0 if not given
 * @param opened what qemu opens: the source, or the overlay above it; null before preparation
 */
public record Drive(
        DriveSource source,
        boolean readonly,
        @Nullable String format,
        @Nullable String name,
        @Nullable String label,
        @Nullable CacheMode cachemode,
        Discard discard,
        boolean copyonread,
        int blocksize,
        @Nullable DriveImage opened) {

    /**
     * Starts a drive from a file name; {@code /dev/null} is recognised.
     *
     * @param filename a host file or block device
     * @return a builder
     */
    public static Builder file(String filename) {
        return new Builder(
                filename.equals("/dev/null") ? new DriveSource.NullDevice() : new DriveSource.File(filename));
    }

    /**
     * Starts a scratch drive.
     *
     * @param sizeBytes size in bytes; checked by {@link Builder#build()}
     * @return a builder
     */
    public static Builder scratch(long sizeBytes) {
        return new Builder(new DriveSource.Scratch(sizeBytes));
    }

    /**
     * Starts a drive at a server.
     *
     * @param source where it is; checked by {@link Builder#build()}
     * @return a builder
     */
    public static Builder network(DriveSource.Network source) {
        return new Builder(source);
    }

    /**
     * This drive with the file that qemu opens.
     *
     * @param file the file
     * @return a prepared copy
     */
    public Drive withImage(Path file) {
        return withImage(DriveImage.of(file));
    }

    /**
     * This drive with what qemu opens.
     *
     * @param image the image
     * @return a prepared copy
     */
    public Drive withImage(DriveImage image) {
        return new Drive(source, readonly, format, name, label, cachemode, discard, copyonread, blocksize, image);
    }

    /**
     * This drive for somebody who has to be told that it is elsewhere.
     *
     * @param elsewhere where it is
     * @return a copy, as prepared as this one
     */
    public Drive withSource(DriveSource elsewhere) {
        return new Drive(elsewhere, readonly, format, name, label, cachemode, discard, copyonread, blocksize, opened);
    }

    /**
     * The file that qemu opens.
     *
     * @return the real path of the source, or an overlay; null before preparation, and for a drive at a server that is written
     */
    public @Nullable Path image() {
        return opened == null ? null : opened.file();
    }

    /**
     * Tells whether the files the drive needs have been made.
     *
     * @return true if so
     */
    public boolean prepared() {
        return opened != null;
    }

    /**
     * One line for a listing of drives: name as given, then each setting that was made.
     *
     * @return the line, for instance {@code a.img readonly format=raw protocol=file}
     */
    public String describe() {
        boolean ownFile = source instanceof DriveSource.Scratch || source instanceof DriveSource.NullDevice;
        Path image = image();
        StringBuilder text = new StringBuilder(ownFile && image != null ? image.toString() : source.given());
        text.append(readonly ? " readonly" : "");
        append(text, " format=", format);
        append(
                text,
                " protocol=",
                source instanceof DriveSource.Network network
                        ? network.protocol().word()
                        : "file");
        append(text, " name=", name);
        append(text, " label=", label);
        append(text, " cache=", cachemode == null ? null : cachemode.word());
        append(text, " discard=", discard == Discard.DISABLE ? null : discard.word());
        text.append(copyonread ? " copyonread" : "");
        append(text, " blocksize=", blocksize == 0 ? null : Integer.toString(blocksize));
        return text.toString();
    }

    private static void append(StringBuilder text, String key, @Nullable String value) {
        if (value != null) {
            text.append(key).append(value);
        }
    }

    /** Collects the settings of a drive; {@link #build()} checks them together. */
    public static final class Builder {
        private final DriveSource source;
        private boolean readonly;
        private @Nullable String format;
        private @Nullable String name;
        private @Nullable String label;
        private @Nullable CacheMode cachemode;
        private Discard discard = Discard.DISABLE;
        private boolean copyonread;
        private int blocksize;

        private Builder(DriveSource source) {
            this.source = source;
        }

        /**
         * Protects the source from writing.
         *
         * @param value true for read-only
         * @return this
         */
        public Builder readonly(boolean value) {
            this.readonly = value;
            return this;
        }

        /**
         * Names the image format, which spares qemu from guessing it out of bytes the guest may have written.
         *
         * @param value letters, digits, {@code -} and {@code _}; null for not given
         * @return this
         */
        public Builder format(@Nullable String value) {
            this.format = value;
            return this;
        }

        /**
         * Gives a hint for listings.
         *
         * @param value any text; null for none
         * @return this
         */
        public Builder name(@Nullable String value) {
            this.name = value;
            return this;
        }

        /**
         * Gives the drive a name in the guest.
         *
         * @param value 1 to 20 ASCII letters; null for none
         * @return this
         */
        public Builder label(@Nullable String value) {
            this.label = value;
            return this;
        }

        /**
         * Chooses the cache mode.
         *
         * @param value the mode; null for not given
         * @return this
         */
        public Builder cachemode(@Nullable CacheMode value) {
            this.cachemode = value;
            return this;
        }

        /**
         * Chooses what happens to trimmed blocks.
         *
         * @param value the choice
         * @return this
         */
        public Builder discard(Discard value) {
            this.discard = value;
            return this;
        }

        /**
         * Turns copying of blocks read from a backing file on or off.
         *
         * @param value true to copy
         * @return this
         */
        public Builder copyonread(boolean value) {
            this.copyonread = value;
            return this;
        }

        /**
         * Sets the sector size.
         *
         * @param bytes 512 or 4096; 0 for not given
         * @return this
         */
        public Builder blocksize(int bytes) {
            this.blocksize = bytes;
            return this;
        }

        /**
         * Checks everything and makes the drive. No file is opened or made; only its readability is tested.
         *
         * @return the drive, not yet prepared
         * @throws ApplianceException naming the setting that is wrong
         */
        public Drive build() throws ApplianceException {
            Drive drive =
                    new Drive(source, readonly, format, name, label, cachemode, discard, copyonread, blocksize, null);
            return DriveChecks.check(drive);
        }
    }
}
