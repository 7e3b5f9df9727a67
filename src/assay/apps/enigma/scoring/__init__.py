"""What scoring means, without a database: rubric, prompts, answers, baseline, injection signs."""
