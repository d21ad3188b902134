package io.guestfs.internal.spec;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outline of one call.
 *
 * @param name name in lower snake case, as the daemon and the traces spell it
 * @param cName name of the C function without its {@code guestfs_} prefix; mostly the same as {@code name}
 * @param params required parameters in order, files included
 * @param options optional arguments in order; the position is the bit that says "given"
 * @param returns the result
 * @param traits what the call does or demands
 * @param group optional feature group that the appliance must have for this call, or null
 * @param since the first version of library and daemon that has the call
 */
public record CallInfo(
        String name,
        String cName,
        List<ParamInfo> params,
        List<ParamInfo> options,
        ReturnInfo returns,
        Set<CallTrait> traits,
        @Nullable String group,
        String since) {

    /**
     * Takes copies of the collections, so that an outline never changes.
     *
     * @param name name in lower snake case
     * @param cName name of the C function without its prefix
     * @param params required parameters
     * @param options optional arguments
     * @param returns the result
     * @param traits what the call does or demands
     * @param group optional feature group, or null
     * @param since the first version that has the call
     */
    public CallInfo {
        params = List.copyOf(params);
        options = List.copyOf(options);
        traits = Set.copyOf(traits);
    }

    /**
     * Tells whether the call has a trait.
     *
     * @param trait the trait in question
     * @return true if it has
     */
    public boolean has(CallTrait trait) {
        return traits.contains(trait);
    }
}
