package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.WrongStateException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that programs keep with a handle. */
class PrivateDataTest {

    private final GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());

    @AfterEach
    void close() {
        g.close();
    }

    @Test
    void valuesAreKeptAndReplaced() {
        assertThat(g.getPrivate("mine")).isNull();
        g.setPrivate("mine", 1);
        g.setPrivate("mine", "two");
        assertThat(g.getPrivate("mine")).isEqualTo("two");
    }

    @Test
    void nullHidesAValue() {
        g.setPrivate("a", 1);
        g.setPrivate("b", 2);
        g.setPrivate("a", null);
        assertThat(g.getPrivate("a")).isNull();
        assertThat(g.privateData()).isEqualTo(Map.of("b", 2));
    }

    @Test
    void aWalkMeetsEachVisibleValueOnce() {
        g.setPrivate("a", 1);
        g.setPrivate("hidden", null);
        g.setPrivate("b", 2);
        Map<String, Object> met = new HashMap<>();
        Optional<Map.Entry<String, Object>> entry = g.firstPrivate();
        while (entry.isPresent()) {
            assertThat(met.put(entry.get().getKey(), entry.get().getValue())).isNull();
            entry = g.nextPrivate();
        }
        assertThat(met).isEqualTo(Map.of("a", 1, "b", 2));
        assertThat(g.nextPrivate()).as("the end stays the end").isEmpty();
    }

    @Test
    void settingAnythingEndsTheWalk() {
        g.setPrivate("a", 1);
        g.setPrivate("b", 2);
        assertThat(g.firstPrivate()).isPresent();
        g.setPrivate("a", 1);
        assertThatThrownBy(g::nextPrivate).isInstanceOf(WrongStateException.class);
        assertThat(g.firstPrivate()).isPresent();
        assertThat(g.nextPrivate()).isPresent();
    }

    @Test
    void aWalkMustBeBegun() {
        assertThatThrownBy(g::nextPrivate)
                .isInstanceOf(WrongStateException.class)
                .hasMessageContaining("firstPrivate");
        assertThat(g.firstPrivate()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without that check may do
    void aKeyMustBeGiven() {
        assertThatThrownBy(() -> g.setPrivate(null, 1)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.getPrivate(null)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void closingForgetsTheValuesAfterTheCallbacks() {
        g.setPrivate("a", 1);
        Object[] seen = new Object[1];
        g.setCloseCallback(() -> seen[0] = g.getPrivate("a"));
        g.close();
        assertThat(seen[0]).isEqualTo(1);
        assertThat(g.privateData()).isEmpty();
    }
}
