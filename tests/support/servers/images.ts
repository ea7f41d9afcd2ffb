/** What testcontainers starts. `docker-compose.yml` pins the same, and a test compares them. */
export const QDRANT_IMAGE = "qdrant/qdrant:v1.19.0";

/** The long-term release: what most who run a server of their own are on. */
export const NEO4J_IMAGE = "neo4j:5.26.30-community";
