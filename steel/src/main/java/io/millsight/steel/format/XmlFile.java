package io.millsight.steel.format;

import io.millsight.files.InputFile;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads small, untrusted XML files. Document types are refused, so there are no external entities, no other files and
 * no network access. Size and depth are limited. The caller puts the file's name in front of error messages.
 */
final class XmlFile {

    private static final long MAX_BYTES = 4 << 20;
    private static final int MAX_DEPTH = 16;

    private XmlFile() {}

    static XmlElement read(Path file) {
        // The bytes are decoded here, because the parser does not report the expected encoding and prints messages
        // itself.
        String text = XmlEncoding.decode(bytes(file));
        try {
            return read(factory().createXMLStreamReader(new StringReader(text)));
        } catch (InputException e) {
            throw e;
        } catch (XMLStreamException e) {
            throw new InputException(line(e) + "not well-formed XML", e);
        } catch (RuntimeException e) {
            throw new InputException(
                    "not well-formed XML", e); // the parser of the JDK throws various unchecked exceptions
        }
    }

    private static byte[] bytes(Path file) {
        try {
            byte[] bytes = InputFile.read(file, MAX_BYTES);
            if (bytes.length == 0) {
                throw new InputException(
                        "the file is empty; an image without defects needs an annotation without objects");
            }
            return bytes;
        } catch (IOException e) {
            throw new InputException(InputFile.reason(e), e);
        }
    }

    private static String line(XMLStreamException e) {
        return e.getLocation() == null || e.getLocation().getLineNumber() < 1
                ? ""
                : "line " + e.getLocation().getLineNumber() + ": ";
    }

    private static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
            if (reader.getEventType() == XMLStreamConstants.DTD) {
                throw new InputException("line " + reader.getLocation().getLineNumber()
                        + ": a DOCTYPE is refused, because it can pull in other files; remove it");
            }
        }
        return element(reader, 1);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        // Without a reporter, the parser prints some errors.
        factory.setXMLReporter((message, type, information, location) -> {});
        return factory;
    }

    /** Reads an element from its start tag to its end tag. */
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
