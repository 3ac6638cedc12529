// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Renders {@code docs/configuration.md} from the Metatype that the bundles carry. */
final class ConfigurationPage {
    private static final String HEAD =
            """
            # Configuration

            One file a configured thing, in Karaf's `etc/` or in the standalone server's `HOME/etc/`, named `PID-name.cfg`: for
            instance `io.fairlead.ftp.server-default.cfg`. Changes are taken live. A wrong value is logged with its key and range,
            and what ran before keeps running. Commas separate the elements of a list; one that belongs to an element is written
            `\\\\,`. Every form of the web console shows the same texts.

            A key that nobody reads is warned of in the log and by `fairlead:status`, with the nearest one that there is; so is a file
            whose name leads nowhere: `PID~name.cfg`, `PID.cfg` beside files `PID-name.cfg`, a PID that no bundle knows.

            These tables are rendered from the Metatype in the bundles, and the build fails when they differ
            (`mvn -pl itests/howto -am verify -Dconfiguration.page=write` renders them anew).
            """;

    private ConfigurationPage() {}

    /** The page, of every bundle built below {@code bundles}. */
    static String render(Path bundles) throws IOException {
        Map<String, String> sections = new TreeMap<>();
        for (Path file : metatypes(bundles)) {
            Element root = parse(file);
            NodeList classes = root.getElementsByTagName("OCD");
            for (int i = 0; i < classes.getLength(); i++) {
                Element ocd = (Element) classes.item(i);
                Element designate = designate(root, ocd.getAttribute("id"));
                boolean factory = designate.hasAttribute("factoryPid");
                String pid = designate.getAttribute(factory ? "factoryPid" : "pid");
                sections.put(pid, section(pid, factory, ocd));
            }
        }
        return HEAD + String.join("", sections.values());
    }

    private static String section(String pid, boolean factory, Element ocd) {
        StringBuilder text = new StringBuilder("\n## `" + pid + "`\n\n");
        text.append(ocd.getAttribute("name"))
                .append(": ")
                .append(ocd.getAttribute("description"))
                .append(".");
        text.append(factory ? " One file each: `" + pid + "-NAME.cfg`.\n\n" : " One file: `" + pid + ".cfg`.\n\n");
        text.append("| key | default | what it is |\n|---|---|---|\n");
        NodeList attributes = ocd.getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            text.append("| `")
                    .append(attribute.getAttribute("id"))
                    .append("` | ")
                    .append(fallback(attribute));
            text.append(" | ").append(description(attribute)).append(" |\n");
        }
        return text.toString();
    }

    private static String fallback(Element attribute) {
        String value = attribute.getAttribute("default");
        return value.isEmpty() ? "" : "`" + value.replace("|", "\\|") + "`";
    }

    private static String description(Element attribute) {
        StringBuilder text =
                new StringBuilder(attribute.getAttribute("description").replace("|", "\\|"));
        List<String> options = new ArrayList<>();
        NodeList children = attribute.getElementsByTagName("Option");
        for (int i = 0; i < children.getLength(); i++) {
            options.add("`" + ((Element) children.item(i)).getAttribute("value") + "`");
        }
        if (!options.isEmpty()) {
            text.append(" (").append(String.join(", ", options)).append(')');
        }
        if (attribute.hasAttribute("min") || attribute.hasAttribute("max")) {
            text.append(" [").append(attribute.getAttribute("min")).append(" to ");
            text.append(attribute.hasAttribute("max") ? attribute.getAttribute("max") : "…")
                    .append(']');
        }
        return text.toString();
    }

    private static Element designate(Element root, String ocd) throws IOException {
        NodeList designates = root.getElementsByTagName("Designate");
        for (int i = 0; i < designates.getLength(); i++) {
            Element designate = (Element) designates.item(i);
            Element object = (Element) designate.getElementsByTagName("Object").item(0);
            if (object.getAttribute("ocdref").equals(ocd)) {
                return designate;
            }
        }
        throw new IOException("no Designate for " + ocd);
    }

    /** The root of every description in the bundles of this build. */
    static List<Element> metatypes() throws IOException {
        List<Element> roots = new ArrayList<>();
        for (Path file : metatypes(SourceTree.PROJECT.resolve("bundles"))) {
            roots.add(parse(file));
        }
        return roots;
    }

    private static List<Path> metatypes(Path bundles) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(bundles)) {
            for (Path module : modules.sorted().toList()) {
                Path folder = module.resolve("target/classes/OSGI-INF/metatype");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> files = Files.list(folder)) {
                        found.addAll(files.sorted().toList());
                    }
                }
            }
        }
        return found;
    }

    private static Element parse(Path file) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file.toString(), e);
        }
    }
}
