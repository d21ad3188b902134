package io.guestfs.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.guestfs.error.InvalidArgumentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void tellsWhatIsGivenInTheOrderOfTheDescription() {
        MkfsOptions options = new MkfsOptions().label("x").blocksize(4096);

        assertThat(options.given()).containsExactly(entry("blocksize", 4096), entry("label", "x"));
    }

    @Test
    void zeroFalseAndEmptyAreGivenToo() {
        AddDriveOptions options =
                new AddDriveOptions().readonly(false).blocksize(0).name("").server(List.of());

        assertThat(options.given())
                .containsExactly(
                        entry("readonly", false), entry("name", ""), entry("server", List.of()), entry("blocksize", 0));
    }

    @Test
    void nothingIsGivenAtFirst() {
        assertThat(new MkfsOptions().given()).isEmpty();
    }

    @Test
    void laterChangesOfTheListDoNotMatter() {
        List<String> servers = new ArrayList<>(List.of("one"));
        AddDriveOptions options = new AddDriveOptions().server(servers);

        servers.add("two");

        assertThat(options.given()).containsEntry("server", List.of("one"));
    }

    @Test
    @SuppressWarnings("NullAway") // callers without a null checker can do this
    void nullIsRefusedWithTheNameOfTheCallAndTheOption() {
        assertThatThrownBy(() -> new MkfsOptions().label(null))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageStartingWith("mkfs: label: the optional argument is null");
        assertThatThrownBy(() -> new AddDriveOptions().server(Arrays.asList("one", null)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageStartingWith("add_drive: server: ");
    }
}
