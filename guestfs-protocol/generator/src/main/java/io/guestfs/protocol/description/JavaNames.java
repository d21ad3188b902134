package io.guestfs.protocol.description;

import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Turns names of the wire into names of Java: an underscore goes, the letter behind it becomes upper case, the rest stays. */
public final class JavaNames {
    private static final Set<String> OBJECT_METHODS =
            Set.of("clone", "equals", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

    private JavaNames() {}

    /**
     * Makes the name of a method, a parameter or a record component.
     *
     * @param wireName name such as {@code part_disk}
     * @return name such as {@code partDisk}
     */
    public static String camelCase(String wireName) {
        StringBuilder name = new StringBuilder();
        boolean raise = false;
        for (int i = 0; i < wireName.length(); i++) {
            char c = wireName.charAt(i);
            if (c == '_') {
                raise = name.length() > 0;
            } else {
                name.append(raise ? Character.toUpperCase(c) : c);
                raise = false;
            }
        }
        return name.toString();
    }

    /**
     * Makes the name of a class, without anything behind it.
     *
     * @param wireName name such as {@code part_disk}
     * @return name such as {@code PartDisk}
     */
    public static String pascalCase(String wireName) {
        String name = camelCase(wireName);
        return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /**
     * Makes the name of a constant.
     *
     * @param wireName name such as {@code part_disk}
     * @return name such as {@code PART_DISK}
     */
    public static String constant(String wireName) {
        return wireName.toUpperCase(Locale.ROOT);
    }

    /**
     * Makes the name of the accessor of a home.
     *
     * @param className name such as {@code FileReading}
     * @return name such as {@code fileReading}
     */
    public static String accessor(String className) {
        return className.isEmpty() ? className : Character.toLowerCase(className.charAt(0)) + className.substring(1);
    }

    /**
     * Tells whether a word can name a variable, a method or a class.
     *
     * @param word a word
     * @return false for keywords, literals and what is not an identifier
     */
    public static boolean isUsable(String word) {
        return SourceVersion.isIdentifier(word) && !SourceVersion.isKeyword(word) && !word.equals("_");
    }

    /**
     * Tells whether every Java object already has a method of that name.
     *
     * @param name name of a method
     * @return true if it has
     */
    public static boolean isObjectMethod(String name) {
        return OBJECT_METHODS.contains(name);
    }
}
