package io.guestfs.internal.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.WrongStateException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import io.guestfs.internal.domain.LibvirtCredentials.Question;
import io.guestfs.internal.handle.DefaultEventPrinter;
import io.guestfs.internal.handle.EventRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LibvirtCredentialsTest {

    private static final List<Question> QUESTIONS = List.of(
            new Question("authname", "Who?", "", "root"), new Question("passphrase", "Which word?", "challenge", ""));

    private final EventRegistry events = new EventRegistry(new DefaultEventPrinter(() -> false, () -> ""));
    private final LibvirtCredentials credentials = new LibvirtCredentials(events);

    private void listen(Runnable inside) {
        events.add(event -> inside.run(), EnumSet.of(EventKind.LIBVIRT_AUTH));
    }

    @Test
    void nothingIsSupportedWithoutAListener() {
        credentials.setLibvirtSupportedCredentials(List.of("username"));
        assertThat(credentials.supported()).isEmpty();

        listen(() -> {});
        assertThat(credentials.supported()).containsExactly(CredentialKind.USERNAME);
    }

    @Test
    void aListIsTakenAsAWholeOrNotAtAll() {
        listen(() -> {});
        credentials.setLibvirtSupportedCredentials(List.of("realm", "external"));

        assertThatThrownBy(() -> credentials.setLibvirtSupportedCredentials(List.of("username", "fingerprint")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("fingerprint")
                .hasMessageContaining("passphrase");
        assertThatThrownBy(() -> credentials.setLibvirtSupportedCredentials(Collections.nCopies(10, "realm")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("10");
        assertThat(credentials.supported()).containsExactly(CredentialKind.REALM, CredentialKind.EXTERNAL);
    }

    @Test
    void theProgramSeesTheQuestionsAndAnswersThem() {
        List<String> seen = new ArrayList<>();
        events.add(
                event -> {
                    seen.add(((Event.Message) event).text());
                    seen.addAll(credentials.getLibvirtRequestedCredentials());
                    seen.add(credentials.getLibvirtRequestedCredentialPrompt(0));
                    seen.add(credentials.getLibvirtRequestedCredentialChallenge(1));
                    seen.add(credentials.getLibvirtRequestedCredentialDefresult(0));
                    credentials.setLibvirtRequestedCredential(1, new byte[] {0, -1});
                },
                EnumSet.of(EventKind.LIBVIRT_AUTH));

        List<byte[]> answers = credentials.ask("test:///x", QUESTIONS);

        assertThat(seen).containsExactly("test:///x", "authname", "passphrase", "Who?", "challenge", "root");
        assertThat(answers).containsExactly(null, new byte[] {0, -1});
    }

    @Test
    void thereIsNoCredentialAtOtherPositions() {
        List<Throwable> failures = new ArrayList<>();
        listen(() -> {
            for (int index : new int[] {-1, 2}) {
                try {
                    credentials.getLibvirtRequestedCredentialPrompt(index);
                } catch (InvalidArgumentException e) {
                    failures.add(e);
                }
            }
        });

        credentials.ask("", QUESTIONS);

        assertThat(failures)
                .hasSize(2)
                .allMatch(e -> String.valueOf(e.getMessage()).contains("asks for 2"));
    }

    @Test
    void outsideOfTheEventNobodyAsks() {
        listen(() -> {});
        credentials.ask("", QUESTIONS);

        assertThatThrownBy(credentials::getLibvirtRequestedCredentials)
                .isInstanceOf(WrongStateException.class)
                .hasMessageContaining("LIBVIRT_AUTH");
        assertThatThrownBy(() -> credentials.getLibvirtRequestedCredentialPrompt(0))
                .isInstanceOf(WrongStateException.class);
        assertThatThrownBy(() -> credentials.getLibvirtRequestedCredentialChallenge(0))
                .isInstanceOf(WrongStateException.class);
        assertThatThrownBy(() -> credentials.getLibvirtRequestedCredentialDefresult(0))
                .isInstanceOf(WrongStateException.class);
        assertThatThrownBy(() -> credentials.setLibvirtRequestedCredential(0, new byte[0]))
                .isInstanceOf(WrongStateException.class);
    }

    @Test
    void theNumbersAreThoseOfLibvirt() {
        assertThat(CredentialKind.words())
                .containsExactly(
                        "username",
                        "authname",
                        "language",
                        "cnonce",
                        "passphrase",
                        "echoprompt",
                        "noechoprompt",
                        "realm",
                        "external");
        for (int number = 1; number <= 9; number++) {
            assertThat(CredentialKind.ofNumber(number).map(CredentialKind::number))
                    .contains(number);
        }
        assertThat(CredentialKind.ofNumber(0)).isEmpty();
    }
}
