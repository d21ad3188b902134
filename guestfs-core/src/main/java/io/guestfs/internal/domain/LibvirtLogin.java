package io.guestfs.internal.domain;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.libvirt.ConnectAuth;
import org.libvirt.jna.virConnectCredential;

/**
 * Answers libvirt's questions during a login with what the program says.
 *
 * <p>It reads and writes the native records itself. libvirt frees the answers, and those that the binding would write
 * belong to JNA, which frees them again; the binding also writes the number of characters where that of bytes is wanted,
 * and can't leave a question unanswered.
 */
final class LibvirtLogin extends ConnectAuth {

    /** The fields of a record: the kind, then prompt, challenge, default and answer as pointers, the answer's length. */
    private static final int PROMPT = 1;

    private static final int CHALLENGE = 2;
    private static final int FALLBACK = 3;
    private static final int ANSWER = 4;
    private static final int LENGTH = 5;
    private static final int FIELDS = 6;

    /** Asks whoever may know. */
    interface Asker {
        /**
         * Gets an answer for each question.
         *
         * @param uri the connection that is being made
         * @param questions what libvirt wants to know
         * @return the answers, null where there is none
         */
        List<byte @Nullable []> ask(String uri, List<LibvirtCredentials.Question> questions);
    }

    private final Asker asker;
    private final String uri;

    LibvirtLogin(LibvirtCredentials credentials, Asker asker, String uri) {
        this.asker = asker;
        this.uri = uri;
        credType = credentials.supported().stream()
                .map(kind -> CredentialType.mapFromInt(kind.number()))
                .toArray(CredentialType[]::new);
    }

    @Override
    public int authCallback(virConnectCredential first, int count, @Nullable Pointer data) {
        // What is written here must not be overwritten with the fields of the object when this method is left.
        first.setAutoSynch(false);
        Pointer records = first.getPointer();
        List<LibvirtCredentials.Question> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add(question(records, i));
        }
        List<byte @Nullable []> answers = asker.ask(uri, questions);
        for (int i = 0; i < count; i++) {
            answer(records, i, answers.get(i));
        }
        return 0;
    }

    /** Never called: the binding's own {@link #authCallback} would call it. */
    @Override
    public int callback(Credential[] questions) {
        return -1;
    }

    private static LibvirtCredentials.Question question(Pointer records, int index) {
        return new LibvirtCredentials.Question(
                CredentialKind.ofNumber(records.getInt(offset(index, 0)))
                        .map(CredentialKind::word)
                        .orElse("unknown"),
                text(records, index, PROMPT),
                text(records, index, CHALLENGE),
                text(records, index, FALLBACK));
    }

    private static String text(Pointer records, int index, int field) {
        Pointer text = records.getPointer(offset(index, field));
        return text == null ? "" : text.getString(0, "UTF-8");
    }

    private static void answer(Pointer records, int index, byte @Nullable [] answer) {
        if (answer == null) {
            records.setPointer(offset(index, ANSWER), Pointer.NULL);
            records.setInt(offset(index, LENGTH), 0);
            return;
        }
        Pointer copy = new Pointer(Native.malloc(answer.length + 1L));
        copy.write(0, answer, 0, answer.length);
        copy.setByte(answer.length, (byte) 0);
        records.setPointer(offset(index, ANSWER), copy);
        records.setInt(offset(index, LENGTH), answer.length);
    }

    /** All fields are aligned like pointers, on 32 and on 64 bits. */
    private static long offset(int index, int field) {
        return (long) Native.POINTER_SIZE * (index * FIELDS + field);
    }
}
