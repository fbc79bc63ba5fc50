package io.millsight.steel.format;

import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads small XML files from untrusted sources: no document type, hence no entities beyond those of XML itself, no other file, no
 * network; limits on size and depth. Messages are to follow the file's name.
 */
final class XmlFile {

    private static final long MAX_BYTES = 4 << 20;
    private static final int MAX_DEPTH = 16;

    private XmlFile() {}

    static XmlElement read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new InputException("an annotation of more than 4 MiB is not read");
        }
        try (InputStream stream = Files.newInputStream(file)) {
            XMLStreamReader reader = factory().createXMLStreamReader(stream);
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new InputException("line " + reader.getLocation().getLineNumber()
                            + ": a DOCTYPE is refused, because it can pull in other files; remove it");
                }
            }
            return element(reader, 1);
        } catch (XMLStreamException e) {
            throw new InputException("line " + e.getLocation().getLineNumber() + ": not well-formed XML", e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        return factory;
    }

    /** Reads from a start tag to its end tag. */
    private static XmlElement element(XMLStreamReader reader, int depth) throws XMLStreamException {
        int line = reader.getLocation().getLineNumber();
        if (depth > MAX_DEPTH) {
            throw new InputException("line " + line + ": elements are nested more than " + MAX_DEPTH + " deep");
        }
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children.add(element(reader, depth + 1));
            } else if (event == XMLStreamConstants.CHARACTERS) {
                text.append(reader.getText());
            }
        }
        return new XmlElement(name, line, text.toString().strip(), List.copyOf(children));
    }
}
