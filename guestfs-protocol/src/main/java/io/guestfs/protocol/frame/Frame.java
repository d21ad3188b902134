package io.guestfs.protocol.frame;

import io.guestfs.protocol.message.ProgressMessage;
import java.nio.ByteBuffer;

/** What the daemon can send: a message or one of three flags. */
public sealed interface Frame permits Frame.Message, Frame.Launch, Frame.Cancel, Frame.Progress {
    /** A short name for error messages. */
    String describe();

    /**
     * A reply or a chunk of a file.
     *
     * @param body header and content, or the chunk; good until the next frame is read
     */
    record Message(ByteBuffer body) implements Frame {
        @Override
        public String describe() {
            return "a message of " + body.remaining() + " bytes";
        }
    }

    /** The daemon is up. */
    record Launch() implements Frame {
        @Override
        public String describe() {
            return "the launch flag";
        }
    }

    /** The daemon gives the upload up. */
    record Cancel() implements Frame {
        @Override
        public String describe() {
            return "the cancel flag";
        }
    }

    /**
     * A call goes on.
     *
     * @param message how far it is
     */
    record Progress(ProgressMessage message) implements Frame {
        @Override
        public String describe() {
            return "a progress message";
        }
    }
}
