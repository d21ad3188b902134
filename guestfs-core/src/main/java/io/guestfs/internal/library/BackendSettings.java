package io.guestfs.internal.library;

import io.guestfs.appliance.Backend;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.handle.HandleSettings;
import io.guestfs.internal.local.BackendSettingsHome;
import java.util.ArrayList;
import java.util.List;

/** Which backend runs the appliance, and what it is told. */
public final class BackendSettings implements BackendSettingsHome {

    private static final String OLD_NAME_OF_DIRECT = "appliance";

    private final HandleSettings settings;

    /** Makes the home. */
    public BackendSettings(HandleSettings settings) {
        this.settings = settings;
    }

    @Override
    public String getBackend() {
        return settings.backend();
    }

    @Override
    public void setBackend(String backend) {
        set("set_backend", backend);
    }

    private void set(String call, String backend) {
        settings.backend(Backend.parse(backend)
                .orElseThrow(() -> new InvalidArgumentException(
                        call,
                        "there is no backend '" + backend
                                + "': use 'direct', 'libvirt', 'libvirt:URI', or 'unix:PATH' for a"
                                + " daemon that runs already and listens there",
                        ErrorNumber.EINVAL))
                .text());
    }

    @Override
    public String getAttachMethod() {
        String backend = settings.backend();
        return backend.equals(new Backend.Direct().text()) ? OLD_NAME_OF_DIRECT : backend;
    }

    @Override
    public void setAttachMethod(String backend) {
        set("set_attach_method", backend);
    }

    @Override
    public List<String> getBackendSettings() {
        return settings.backendSettings();
    }

    @Override
    public void setBackendSettings(List<String> list) {
        settings.backendSettings(list);
    }

    @Override
    public String getBackendSetting(String name) {
        for (String entry : settings.backendSettings()) {
            if (entry.equals(name)) {
                return "1";
            }
            if (entry.startsWith(name + "=")) {
                return entry.substring(name.length() + 1);
            }
        }
        throw new GuestFSException(
                "get_backend_setting", "the backend setting '" + name + "' is not set", ErrorNumber.ESRCH);
    }

    @Override
    public void setBackendSetting(String name, String val) {
        List<String> next = without(name);
        next.add(name + "=" + val);
        settings.backendSettings(next);
    }

    @Override
    public int clearBackendSetting(String name) {
        List<String> next = without(name);
        int removed = settings.backendSettings().size() - next.size();
        settings.backendSettings(next);
        return removed;
    }

    private List<String> without(String name) {
        List<String> rest = new ArrayList<>(settings.backendSettings());
        rest.removeIf(entry -> entry.equals(name) || entry.startsWith(name + "="));
        return rest;
    }
}
