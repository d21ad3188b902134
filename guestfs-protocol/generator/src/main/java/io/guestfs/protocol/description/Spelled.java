package io.guestfs.protocol.description;

/** A constant that the description spells in its own way. */
interface Spelled {

    /** Returns the word that stands in the YAML files. */
    String spelling();
}
