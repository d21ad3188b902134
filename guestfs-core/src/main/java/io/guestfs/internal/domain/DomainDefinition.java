package io.guestfs.internal.domain;

import io.guestfs.internal.domain.DomainDisk.SecretReference;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads the XML definition of a domain. Disks without a source that we could use, such as empty drives for CDs, are left
 * out. The text may come from another host: it is bounded, and nothing outside of it is ever read.
 */
final class DomainDefinition {

    /** A definition has a few kilobytes; this many characters are more than any host needs. */
    static final int LIMIT = 8 * 1024 * 1024;

    /** The name of the channel that the daemon looks for in its guest. */
    static final String CHANNEL = "org.libguestfs.channel.0";

    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    private DomainDefinition() {}

    /**
     * Reads the disks.
     *
     * @param xml the definition
     * @return the disks in the order of the definition
     * @throws BadDefinitionException if it is no definition of a domain, or too long
     */
    static List<DomainDisk> disks(String xml) throws BadDefinitionException {
        List<DomainDisk> disks = new ArrayList<>();
        devices(xml, "disk")
                .map(DomainDefinition::disk)
                .filter(Objects::nonNull)
                .forEach(disks::add);
        return disks;
    }

    /**
     * Looks for the socket behind which the daemon of a running guest may be.
     *
     * @param xml the definition
     * @return the path of the socket on the host of the guest
     * @throws BadDefinitionException if it is no definition of a domain, or too long
     */
    static Optional<String> channel(String xml) throws BadDefinitionException {
        return devices(xml, "channel")
                .filter(channel -> channel.getAttribute("type").equals("unix"))
                .filter(DomainDefinition::leadsToDaemon)
                .flatMap(channel -> children(channel, "source"))
                .filter(source -> source.getAttribute("mode").equals("bind"))
                .map(source -> source.getAttribute("path"))
                .filter(path -> !path.isEmpty())
                .findFirst();
    }

    /**
     * What SELinux calls the processes and the images of the domain.
     *
     * @param process the label of its qemu
     * @param image the label of its images
     */
    record Labels(String process, String image) {}

    /**
     * Looks for the labels of SELinux.
     *
     * @param xml the definition
     * @return the labels, if there is exactly one set with both of them
     * @throws BadDefinitionException if it is no definition of a domain, or too long
     */
    static Optional<Labels> selinux(String xml) throws BadDefinitionException {
        List<Element> found = children(root(xml), "seclabel")
                .filter(label -> label.getAttribute("model").equals("selinux"))
                .toList();
        if (found.size() != 1) {
            return Optional.empty();
        }
        Optional<String> process =
                children(found.get(0), "label").map(Element::getTextContent).findFirst();
        Optional<String> image = children(found.get(0), "imagelabel")
                .map(Element::getTextContent)
                .findFirst();
        return process.isPresent() && image.isPresent()
                ? Optional.of(new Labels(process.get(), image.get()))
                : Optional.empty();
    }

    private static boolean leadsToDaemon(Element channel) {
        return children(channel, "target")
                .anyMatch(target -> target.getAttribute("type").equals("virtio")
                        && target.getAttribute("name").equals(CHANNEL));
    }

    private static Stream<Element> devices(String xml, String kind) throws BadDefinitionException {
        Element domain = root(xml);
        if (!domain.getTagName().equals("domain")) {
            throw new BadDefinitionException(
                    "the definition of the domain begins with <" + domain.getTagName() + "> instead of <domain>");
        }
        return children(domain, "devices").flatMap(devices -> children(devices, kind));
    }

    private static Element root(String xml) throws BadDefinitionException {
        if (xml.length() > LIMIT) {
            throw new BadDefinitionException("the definition of the domain has " + xml.length()
                    + " characters, more than the " + LIMIT + " that are read");
        }
        try {
            return parser().parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new BadDefinitionException(
                    "the definition of the domain is no XML that can be read: " + e.getMessage(), e);
        }
    }

    /** The parser of the JDK, whatever others are on the class path: only of that one the switches are known. */
    private static DocumentBuilder parser() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature(NO_DOCTYPE, true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        DocumentBuilder parser = factory.newDocumentBuilder();
        // The default one prints to standard error; this one throws what is fatal and is silent otherwise.
        parser.setErrorHandler(new DefaultHandler());
        return parser;
    }

    private static @Nullable DomainDisk disk(Element disk) {
        Element source = child(disk, "source");
        DomainDisk.Source where = source == null ? null : source(disk, source);
        if (where == null) {
            return null;
        }
        return new DomainDisk(
                where,
                attribute(child(disk, "driver"), "type"),
                child(disk, "readonly") != null,
                number(attribute(child(disk, "blockio"), "logical_block_size")));
    }

    private static DomainDisk.@Nullable Source source(Element disk, Element source) {
        return switch (disk.getAttribute("type")) {
            case "file" -> file(attribute(source, "file"));
            case "block" -> file(attribute(source, "dev"));
            case "network" -> network(disk, source);
            case "volume" -> volume(attribute(source, "pool"), attribute(source, "volume"));
            default -> null;
        };
    }

    private static DomainDisk.@Nullable File file(@Nullable String path) {
        return path == null ? null : new DomainDisk.File(path);
    }

    private static DomainDisk.@Nullable Volume volume(@Nullable String pool, @Nullable String volume) {
        return pool == null || volume == null ? null : new DomainDisk.Volume(pool, volume);
    }

    private static DomainDisk.@Nullable Network network(Element disk, Element source) {
        String protocol = attribute(source, "protocol");
        if (protocol == null) {
            return null;
        }
        // libvirt takes the login at the disk, as in old times, and at the source.
        Element auth = child(disk, "auth") != null ? child(disk, "auth") : child(source, "auth");
        return new DomainDisk.Network(
                protocol,
                source.getAttribute("name"),
                children(source, "host").map(DomainDefinition::server).toList(),
                attribute(auth, "username"),
                secret(auth));
    }

    private static String server(Element host) {
        if (host.getAttribute("transport").equals("unix")) {
            return "unix:" + host.getAttribute("socket");
        }
        String port = host.getAttribute("port");
        return host.getAttribute("name") + (port.isEmpty() ? "" : ":" + port);
    }

    private static @Nullable SecretReference secret(@Nullable Element auth) {
        Element secret = auth == null ? null : child(auth, "secret");
        if (secret == null) {
            return null;
        }
        String uuid = attribute(secret, "uuid");
        String usage = attribute(secret, "usage");
        return uuid == null && usage == null
                ? null
                : new SecretReference(secret.getAttribute("type"), uuid, uuid == null ? usage : null);
    }

    /** What is no number counts as not given, as in the C library; what is no possible size is refused later. */
    private static int number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static @Nullable String attribute(@Nullable Element element, String name) {
        return element != null && element.hasAttribute(name) ? element.getAttribute(name) : null;
    }

    private static @Nullable Element child(Element parent, String name) {
        return children(parent, name).findFirst().orElse(null);
    }

    private static Stream<Element> children(Element parent, String name) {
        return Stream.iterate(parent.getFirstChild(), Objects::nonNull, Node::getNextSibling)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(element -> element.getTagName().equals(name));
    }
}
