package io.guestfs.internal.domain;

import io.guestfs.appliance.libvirt.LibvirtDoor;
import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.appliance.libvirt.LibvirtHost;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way to libvirt for launches; names no class of the binding. */
public final class LibvirtBackend implements LibvirtDoor {

    private final LibvirtCredentials credentials;

    /**
     * Makes it.
     *
     * @param credentials who answers when libvirt wants a login
     */
    public LibvirtBackend(LibvirtCredentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public LibvirtHost open(@Nullable String uri, Errands errands) throws LibvirtFailure {
        return LibvirtLibrary.use(
                () -> LibvirtApplianceHost.open(uri, credentials, (at, questions) -> ask(at, questions, errands)));
    }

    /** Callbacks run on the thread that launches. */
    private List<byte @Nullable []> ask(String uri, List<LibvirtCredentials.Question> questions, Errands errands) {
        List<byte @Nullable []> answers = new ArrayList<>();
        boolean asked = errands.run(() -> answers.addAll(credentials.ask(uri, questions)));
        if (!asked) {
            answers.clear();
            questions.forEach(question -> answers.add(null));
        }
        return answers;
    }
}
