package io.guestfs.internal.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.transfer.RecordStream;
import io.guestfs.structs.Xattr;

/** The fields of a journal against any bytes. */
class JournalFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void fields(FuzzedDataProvider data) {
        RecordStream<Xattr> stream = new RecordStream<>("journal_get", RecordStreams::journalField, Integer.MAX_VALUE);
        try {
            while (data.remainingBytes() > 0) {
                byte[] piece = data.consumeBytes(data.consumeInt(1, 8192));
                stream.write(piece, 0, piece.length);
            }
            assertThat(stream.records()).allMatch(field -> !field.attrname().contains("="));
        } catch (GuestFSException e) {
            assertThat(e.getMessage()).contains("the appliance sent");
        }
    }
}
