// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What bundles say about their configuration (OSGi Compendium 105, {@code OSGI-INF/metatype/*.xml}): the source of every
 * default file, so that a key can't be forgotten there.
 */
final class Metatype {
    /** One kind of configuration, by its factory PID. */
    record Kind(String pid, String name, String description, List<Key> keys) {}

    /** One key; {@code fallback} is empty when there is none. */
    record Key(String id, String description, String fallback) {}

    private static final String FOLDER = "OSGI-INF/metatype/";

    private Metatype() {}

    /** The kinds of configuration of all {@code bundles} of ours, by factory PID. */
    static Map<String, Kind> read(List<Path> bundles) throws IOException {
        Map<String, Kind> kinds = new TreeMap<>();
        for (Path bundle : bundles) {
            if (!bundle.getFileName().toString().startsWith("fairlead-")) {
                continue;
            }
            try (JarFile jar = new JarFile(bundle.toFile())) {
                for (JarEntry entry : jar.stream()
                        .filter(e ->
                                e.getName().startsWith(FOLDER) && e.getName().endsWith(".xml"))
                        .toList()) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        parse(in).forEach(kind -> kinds.put(kind.pid(), kind));
                    }
                }
            }
        }
        return kinds;
    }

    private static List<Kind> parse(InputStream xml) throws IOException {
        Element root;
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            root = factory.newDocumentBuilder().parse(xml).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("metatype", e);
        }
        Map<String, Element> classes = new HashMap<>();
        for (Element ocd : elements(root, "OCD")) {
            classes.put(ocd.getAttribute("id"), ocd);
        }
        List<Kind> kinds = new ArrayList<>();
        for (Element designate : elements(root, "Designate")) {
            for (Element object : elements(designate, "Object")) {
                Element ocd = classes.get(object.getAttribute("ocdref"));
                if (ocd != null && designate.hasAttribute("factoryPid")) {
                    kinds.add(kind(designate.getAttribute("factoryPid"), ocd));
                }
            }
        }
        return kinds;
    }

    private static Kind kind(String pid, Element ocd) {
        List<Key> keys = elements(ocd, "AD").stream()
                .map(ad -> new Key(ad.getAttribute("id"), ad.getAttribute("description"), ad.getAttribute("default")))
                .toList();
        return new Kind(pid, ocd.getAttribute("name"), ocd.getAttribute("description"), keys);
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
