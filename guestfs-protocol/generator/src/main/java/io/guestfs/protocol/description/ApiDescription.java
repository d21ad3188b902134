package io.guestfs.protocol.description;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole description.
 *
 * @param procedures all procedures of the daemon
 * @param events all kinds of events
 * @param structs all structures
 * @param families all families with their calls
 * @param groups all optional feature groups
 */
public record ApiDescription(
        List<ProcedureSpec> procedures,
        List<EventSpec> events,
        List<StructSpec> structs,
        List<FamilySpec> families,
        List<GroupSpec> groups) {

    /**
     * Returns all calls, family by family.
     *
     * @return the calls, unported ones included
     */
    public List<CallSpec> calls() {
        return families.stream().flatMap(family -> family.calls().stream()).toList();
    }

    /**
     * Returns all calls by their names; of several with one name the first.
     *
     * @return a new map in the order of {@link #calls()}
     */
    public Map<String, CallSpec> callsByName() {
        Map<String, CallSpec> byName = new LinkedHashMap<>();
        for (CallSpec call : calls()) {
            byName.putIfAbsent(call.name(), call);
        }
        return byName;
    }

    /**
     * Looks a structure up.
     *
     * @param name its name on the wire
     * @return the structure, or nothing when the description has none of that name
     */
    public Optional<StructSpec> struct(String name) {
        return structs.stream().filter(struct -> struct.name().equals(name)).findFirst();
    }
}
