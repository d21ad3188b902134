package io.guestfs.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.childjvm.ChildJvm;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The library and all it needs on the module path, as in a program that is made of modules. */
class ModulesIT {

    @BeforeAll
    static void lookAtTheHost() {
        ExamplesIT.assumeHostIsReady();
    }

    @Test
    void theModulesAreCompleteAndNoneButOneNeedsNativeAccess() throws Exception {
        String modules = String.join(
                File.pathSeparator,
                "../guestfs-core/target/classes",
                "../guestfs-protocol/target/classes",
                "../guestfs-appliance/target/classes",
                "target/lib");
        List<String> command = new ArrayList<>(List.of(ChildJvm.java()));
        if (ExampleRun.strict().length > 0) {
            command.add("--enable-native-access=org.jnrproject.jffi");
            command.addAll(List.of(ExampleRun.strict()));
        }
        command.addAll(List.of("-p", modules, "--add-modules", "io.guestfs.core"));
        command.addAll(List.of("-cp", "target/test-classes", ModulesMain.class.getName()));

        ExampleRun.Result result = ExampleRun.of(command);

        assertThat(result.err()).doesNotContain("WARNING:", "Exception");
        assertThat(result.out()).matches("module io\\.guestfs\\.core@?\\S* \\[/dev/sda]\n");
        assertThat(result.status()).isZero();
    }
}
