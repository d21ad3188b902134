package io.guestfs.protocol.generator;

import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.FamilySpec;
import io.guestfs.protocol.description.JavaNames;
import java.util.HashMap;
import java.util.Map;

/** Turns the name of a call into a Javadoc reference, as seen from one package. */
final class Links {
    private final Map<String, String> targets = new HashMap<>();

    /**
     * Collects all calls that Javadoc can point at.
     *
     * @param api the description
     * @param fromPackage package of the text that has the links
     */
    Links(ApiDescription api, String fromPackage) {
        for (FamilySpec family : api.families()) {
            String owner = JavaTypes.familyInterface(family).simpleName();
            String prefix = fromPackage.equals(JavaTypes.CALLS) ? owner : JavaTypes.CALLS + "." + owner;
            for (CallSpec call : family.calls()) {
                if (call.isPublicApi()) {
                    targets.put(call.name(), prefix + "#" + JavaNames.camelCase(call.name()));
                }
            }
        }
    }

    /** Tells whether the call is a method of the public API. */
    boolean isPublic(String call) {
        return targets.containsKey(call);
    }

    /** Returns the reference as {@code @see} wants it; the call must be public. */
    String reference(String call) {
        return String.valueOf(targets.get(call));
    }

    /** Returns a link, or the bare name when the call is not public. */
    String inline(String call) {
        return isPublic(call) ? "{@link " + reference(call) + "}" : "{@code " + call + "}";
    }
}
