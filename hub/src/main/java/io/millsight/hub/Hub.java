package io.millsight.hub;

import java.net.URI;
import java.util.List;

/** The hubs that models are downloaded from. */
public enum Hub {
    HUGGING_FACE("Hugging Face", "https://huggingface.co", "main") {
        @Override
        Listing listing() {
            return new HuggingFaceListing();
        }
    },
    MODELSCOPE("ModelScope", "https://modelscope.cn", "master") {
        @Override
        Listing listing() {
            return new ModelScopeListing();
        }
    };

    private final String label;
    private final URI endpoint;
    private final String defaultRevision;

    Hub(String label, String endpoint, String defaultRevision) {
        this.label = label;
        this.endpoint = URI.create(endpoint);
        this.defaultRevision = defaultRevision;
    }

    /** Returns the name for people. */
    public String label() {
        return label;
    }

    /** Returns the public address. */
    public URI endpoint() {
        return endpoint;
    }

    /** Returns the branch that is taken if no revision is given. */
    public String defaultRevision() {
        return defaultRevision;
    }

    /** Returns the environment variables that may hold an access token. The first one that is set counts. */
    public List<String> tokenVariables() {
        return switch (this) {
            case HUGGING_FACE -> List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");
            case MODELSCOPE -> List.of("MODELSCOPE_API_TOKEN");
        };
    }

    abstract Listing listing();
}
