package io.guestfs.internal.inspection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.HivexCalls;
import io.guestfs.calls.TransferCalls;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.DriveFailedException;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.NotLaunchedException;
import io.guestfs.structs.HivexNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Registries that can't be read to their end. */
class WindowsUninstallTest {

    private static final String HIVE = "/windows/system32/config/software";

    private final ScriptedCalls hivex = new ScriptedCalls();
    private final ScriptedCalls files =
            new ScriptedCalls().with("filesize", 1000L).with("isFile", true);

    @Test
    void theLossOfTheApplianceIsNotHiddenByTheRegistryThatCannotBeClosed() {
        ApplianceLostException lost = new ApplianceLostException(
                "hivex_root", "the appliance went away", List.of(), new IOException("played"));
        hivex.script("hivexOpen", arguments -> List.of())
                .with("hivexRoot", lost)
                .with("hivexClose", new NotLaunchedException("hivex_close", "the appliance is not running"));
        GuestFile file = new GuestFile(files.as(FilesCalls.class), new ScriptedCalls().as(TransferCalls.class));
        WindowsUninstall windows = new WindowsUninstall(hivex.as(HivexCalls.class), file);

        assertThatThrownBy(() -> windows.list(HIVE, new ApplicationList("inspect_list_applications2")))
                .isSameAs(lost);
    }

    @Test
    void theFailureOfADriveIsNoBrokenValue() {
        DriveFailedException failed =
                new DriveFailedException("hivex_node_get_value", "/a.img", "/a.img", "played", ErrorNumber.EIO);
        hivex.script("hivexOpen", arguments -> List.of())
                .script("hivexClose", arguments -> List.of())
                .with("hivexRoot", 1L)
                .with("hivexNodeGetChild", 2L)
                .with("hivexNodeChildren", List.of(new HivexNode(3)))
                .with("hivexNodeGetValue", failed);
        GuestFile file = new GuestFile(files.as(FilesCalls.class), new ScriptedCalls().as(TransferCalls.class));
        WindowsUninstall windows = new WindowsUninstall(hivex.as(HivexCalls.class), file);

        assertThatThrownBy(() -> windows.list(HIVE, new ApplicationList("inspect_list_applications2")))
                .isSameAs(failed);
    }
}
