package io.guestfs.internal.domain;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.WrongStateException;
import io.guestfs.event.EventKind;
import io.guestfs.internal.handle.EventRegistry;
import io.guestfs.internal.local.LibvirtCredentialsHome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the program can tell libvirt when somebody has to log in, and the questions that it is being asked right now. All
 * of it happens on the thread that is inside a call of the handle.
 */
public final class LibvirtCredentials implements LibvirtCredentialsHome {

    /**
     * One thing that libvirt asks for.
     *
     * @param kind its name in the calls
     * @param prompt what to show to people; empty for nothing
     * @param challenge what the answer has to fit to; empty for nothing
     * @param fallback what to answer when the user says nothing; empty for nothing
     */
    record Question(String kind, String prompt, String challenge, String fallback) {}

    private record Exchange(List<Question> questions, List<byte @Nullable []> answers) {}

    private final EventRegistry events;
    private List<CredentialKind> supported = List.of();
    private @Nullable Exchange current;

    /**
     * Makes the home.
     *
     * @param events who is asked
     */
    public LibvirtCredentials(EventRegistry events) {
        this.events = events;
    }

    @Override
    public void setLibvirtSupportedCredentials(List<String> creds) {
        if (creds.size() > CredentialKind.values().length) {
            throw new InvalidArgumentException(
                    "set_libvirt_supported_credentials",
                    "the list has " + creds.size() + " kinds of credentials, and there are only "
                            + CredentialKind.values().length,
                    ErrorNumber.EINVAL);
        }
        supported = creds.stream().map(LibvirtCredentials::known).toList();
    }

    private static CredentialKind known(String word) {
        return CredentialKind.ofWord(word)
                .orElseThrow(() -> new InvalidArgumentException(
                        "set_libvirt_supported_credentials",
                        "'" + word + "' is no kind of credential: libvirt knows "
                                + String.join(", ", CredentialKind.words()),
                        ErrorNumber.EINVAL));
    }

    /** The kinds that libvirt may ask for; empty when nobody would answer. */
    List<CredentialKind> supported() {
        return events.hasListener(EventKind.LIBVIRT_AUTH) ? supported : List.of();
    }

    /**
     * Asks the program.
     *
     * @param uri the connection that is being made
     * @param questions what libvirt wants to know
     * @return an answer for each question, null where there is none
     */
    List<byte @Nullable []> ask(String uri, List<Question> questions) {
        List<byte @Nullable []> answers = new ArrayList<>();
        questions.forEach(question -> answers.add(null));
        current = new Exchange(questions, answers);
        try {
            events.fire(EventKind.LIBVIRT_AUTH, uri);
        } finally {
            current = null;
        }
        return answers;
    }

    @Override
    public List<String> getLibvirtRequestedCredentials() {
        return exchange("get_libvirt_requested_credentials").questions().stream()
                .map(Question::kind)
                .toList();
    }

    @Override
    public String getLibvirtRequestedCredentialPrompt(int index) {
        return question("get_libvirt_requested_credential_prompt", index).prompt();
    }

    @Override
    public String getLibvirtRequestedCredentialChallenge(int index) {
        return question("get_libvirt_requested_credential_challenge", index).challenge();
    }

    @Override
    public String getLibvirtRequestedCredentialDefresult(int index) {
        return question("get_libvirt_requested_credential_defresult", index).fallback();
    }

    @Override
    public void setLibvirtRequestedCredential(int index, byte[] cred) {
        String call = "set_libvirt_requested_credential";
        question(call, index);
        exchange(call).answers().set(index, cred.clone());
    }

    private Question question(String call, int index) {
        List<Question> questions = exchange(call).questions();
        if (index < 0 || index >= questions.size()) {
            throw new InvalidArgumentException(
                    call,
                    "there is no credential " + index + ": libvirt asks for " + questions.size() + ", counted from 0",
                    ErrorNumber.EINVAL);
        }
        return questions.get(index);
    }

    private Exchange exchange(String call) {
        Exchange exchange = current;
        if (exchange == null) {
            throw new WrongStateException(
                    call, "libvirt is not asking: make this call in a callback for LIBVIRT_AUTH events");
        }
        return exchange;
    }
}
